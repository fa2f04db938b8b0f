"""The hand-off from the assistant to a team: the prepared case, and the step itself."""
