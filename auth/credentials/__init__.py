"""What a local account proves itself with: passwords and their reset, codes of a device, and waits after failures."""
