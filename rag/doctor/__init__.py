"""The doctor (体检): what is wrong with an installation, a finding a check."""
