"""The settings of a workspace, for its owners: name, logo, paper of reports, what is deleted soon."""
