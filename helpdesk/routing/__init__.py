"""Who answers whom, and when: queues, hours, deadlines and who is there."""
