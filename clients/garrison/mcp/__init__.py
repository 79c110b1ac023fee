"""The game as an MCP server: any MCP client plays through the gateway, over stdio or streamable HTTP. Needs the extra `mcp`."""
