"""Sample notices (示例通知) of an invented city, written for this project; package data only."""
