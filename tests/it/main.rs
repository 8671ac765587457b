//! The one integration-test binary, so that it links once.

mod sandbox;
