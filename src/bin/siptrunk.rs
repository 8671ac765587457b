//! The companion for people and CI.
fn main() {}
