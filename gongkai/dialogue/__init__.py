"""互动交流: letters and their answers, opinions on drafts, reports of errors on the site, surveys."""
