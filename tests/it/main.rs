//! Integration tests: the built programs, from outside.

mod channel;
mod support;
