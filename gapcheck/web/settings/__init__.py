"""The settings of a workspace, for its owners: name, logo, what is deleted soon."""
