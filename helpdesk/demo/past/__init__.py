"""The week before the demo begins: planned as plain values, then written as history."""
