"""Understanding notices: reading files, finding notices on a page, cutting them by clause."""
