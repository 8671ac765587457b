//! What a call does, whatever the vendor's methods and paths.

use serde::Deserialize;

use super::Request;

/// What a call does.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Deed {
    /// It makes an object.
    Create,
    /// It reads one, or all.
    Read,
    /// It changes one.
    Update,
    /// It ends one.
    Delete,
    /// It begins, goes on with or ends a session.
    Login,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Create, Self::Read, Self::Update, Self::Delete, Self::Login];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Login => "login",
        }
    }

    /// What a call does where methods mean what they should.
    pub fn by_method(request: &Request) -> Self {
        match request.method.as_str() {
            "POST" => Self::Create,
            "PUT" | "PATCH" => Self::Update,
            "DELETE" => Self::Delete,
            _ => Self::Read,
        }
    }

    /// Whether it does more than read or log in: that is what a person at a terminal wants to see.
    pub fn changes(self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Delete)
    }
}
