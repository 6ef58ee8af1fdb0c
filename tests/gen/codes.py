"""The finding codes that a case must be reported with, by case."""

CODES = {}
