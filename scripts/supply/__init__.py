"""The lock of exact versions, the licences, the bill of materials and the audit: docs/supply.md."""
