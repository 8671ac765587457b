//! The provider block's rules.
