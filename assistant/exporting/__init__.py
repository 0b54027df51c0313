"""Tables and records to files. A cell is data: nothing in it may run in a spreadsheet."""
