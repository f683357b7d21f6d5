"""The command line: one thin shell per command group; gapcheck.cli assembles them."""
