"""The pages: one package for each part of the site, and beside them what all pages share."""
