"""Where models are: one module for each way to reach one."""
