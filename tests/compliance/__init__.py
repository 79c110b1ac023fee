"""The protocol as a test suite that any server can be run against.

A test module of one's own makes it run:

    from compliance.suite import *          # the classes of all rooms of the suite

    @pytest.fixture(scope="session")
    def address() -> Iterator[str]:
        yield "127.0.0.1:7447"

or, for a server that is running already: GARRISON_COMPLIANCE_ADDRESS=127.0.0.1:7447 pytest tests/compliance.
"""
