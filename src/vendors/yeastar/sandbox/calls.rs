//! What the PBX can be asked: methods, paths and parameters.

/// A call: its method is fixed, and so are the parameters beside the token.
pub struct Call {
    pub name: &'static str,
    pub method: &'static str,
    pub parameters: &'static [&'static str],
    pub deed: Deed,
}

/// What a call does.
#[derive(Clone, Copy, PartialEq)]
pub enum Deed {
    Login,
    Refresh,
    Logout,
    List,
    Get,
    Query,
    Itsps,
    Menu,
    Create,
    Update,
    Delete,
}

const fn call(name: &'static str, method: &'static str, parameters: &'static [&'static str], deed: Deed) -> Call {
    Call { name, method, parameters, deed }
}

/// `api-interfaces-and-events-summary`.
pub const CALLS: &[Call] = &[
    call("get_token", "POST", &[], Deed::Login),
    call("refresh_token", "POST", &[], Deed::Refresh),
    call("del_token", "GET", &[], Deed::Logout),
    call("trunk/list", "GET", &["page", "page_size", "sort_by", "order_by"], Deed::List),
    call("trunk/search", "GET", &["page", "page_size", "sort_by", "order_by", "search_value"], Deed::List),
    call("trunk/get", "GET", &["id"], Deed::Get),
    call("trunk/query", "GET", &["ids"], Deed::Query),
    call("trunk/itsp_list", "GET", &[], Deed::Itsps),
    call("trunk/create", "POST", &[], Deed::Create),
    call("trunk/update", "POST", &[], Deed::Update),
    call("trunk/delete", "GET", &["id"], Deed::Delete),
    call("system/get_menuoptions", "GET", &["menu", "id"], Deed::Menu),
];
