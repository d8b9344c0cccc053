"""Back-up and restore (备份、恢复): the index in use and the office, in one archive file."""
