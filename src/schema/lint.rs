//! Rules for every table.
