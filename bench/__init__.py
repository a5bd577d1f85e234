"""What the portal promises in figures, measured. Ratios within one run; never a test that times."""
