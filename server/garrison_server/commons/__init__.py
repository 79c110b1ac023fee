"""Commons: 3 to 64 seats that keep lanes beside one another and share their walls. The rules are in docs/commons.md."""
