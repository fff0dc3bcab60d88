"""Fills a token store ahead of time: with the texts of files, of a vector store or a docstore."""
