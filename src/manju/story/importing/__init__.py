"""Reading a bible from what people have: our own files, a Notion export, Word and Feishu documents, Markdown."""
