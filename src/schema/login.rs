//! How calls prove who makes them: tokens that a login gives out, and signatures.

use std::time::{Duration, SystemTime};

use secrecy::SecretString;

use crate::request::{Request, Response};
use crate::value::Object;

/// How a vendor gives out tokens. No method does I/O; the client logs in once, shares the token, and logs out.
pub trait Session: Sync {
    /// The call that asks for a token, with the vendor's settings.
    fn login(&self, settings: &Object) -> Request;

    /// The members of its answers that hold tokens.
    fn tokens(&self) -> &'static [&'static str];

    /// What the answer to a login means.
    fn let_in(&self, answer: &Response) -> Login;

    /// Whether an answer says that the token of its call no longer counts.
    fn expired(&self, answer: &Response) -> bool;

    /// The path of a call with the token in it.
    fn signed(&self, path: &str, token: &str) -> String;

    /// The call that gives a token back.
    fn logout(&self, token: &str) -> Request;
}

/// How a vendor has its callers sign each call. No method does I/O or looks at a clock.
pub trait Signature: Sync {
    /// What the header `authorization: Bearer` holds in a call that is sent now, made with the vendor's settings.
    fn token(&self, settings: &Object, now: SystemTime) -> SecretString;
}

/// What an answer to a login means.
pub enum Login {
    /// The caller is let in.
    Given(Token),
    /// The vendor's word that it does not let this caller in. It is not asked again in the same run.
    Refused,
    /// Neither: the vendor is busy or failing, or it was something else that answered.
    NotNow,
}

/// A token.
pub struct Token {
    /// What is sent.
    pub value: SecretString,
    /// How long it counts.
    pub lifetime: Duration,
}
