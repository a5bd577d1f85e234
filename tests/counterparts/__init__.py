"""Real servers that the tests run against: started on the first call, shared by all test processes."""
