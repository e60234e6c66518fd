"""Written Mandarin to characters that are read one by one."""
