//! What the trunk's lists hold: caller IDs with their extensions, and DIDs.

use super::formats;
use crate::schema::*;

/// The numbers that reads show as `id` are drawn anew by the PBX and mean nothing outside it.
pub static OUTBOUND_CIDS: Elements =
    Elements { attributes: OUTBOUND_CID, keys: &["outbound_cid"], order: Order::Nobodys, unknown: Unknown::Left };

const OUTBOUND_CID: &[Attribute] = &[
    string(
        "outbound_cid_option",
        "One caller ID for several extensions (`shared`), or as many as there are extensions (`range`).",
    )
    .required()
    .checks(&[Check::OneOf(&["shared", "range"])]),
    string(
        "outbound_cid",
        "Caller ID, such as `5550002`; with `range` the first and the last, such as `5550010-5550012`.",
    )
    .required()
    .checks(&[Check::Format(&formats::OUTBOUND_CID)]),
    string("outbound_cid_name", "Display name for the caller ID.")
        .checks(&[Check::Longest(127)])
        .cleared_by(EMPTY_TEXT),
    string("outbound_cid_to_ext_range", "With `range`: the first and the last extension, such as `1001-1003`.")
        .cleared_by(EMPTY_TEXT),
    objects("ext_list", "With `shared`: the extensions and extension groups, in any order.", &EXTENSIONS)
        .cleared_by(NO_ELEMENTS),
];

/// Reads also show number and name of each, which follow from its id.
static EXTENSIONS: Elements =
    Elements { attributes: EXTENSION, keys: &["type", "id"], order: Order::Nobodys, unknown: Unknown::Left };

const EXTENSION: &[Attribute] = &[
    // Not required there, but the ids of the two are counted apart.
    string("type", "Whether `id` is that of an extension or of an extension group.")
        .default(Literal::String("extension"))
        .checks(&[Check::OneOf(&["extension", "ext_group"])]),
    integer("id", "Internal id of the extension or group at the PBX, not the extension number.").required(),
];

pub static DIDS_ON_TRUNK: Elements =
    Elements { attributes: DID, keys: &["did"], order: Order::Nobodys, unknown: Unknown::Left };

const DID: &[Attribute] = &[
    string("did", "DID number.").required().checks(&[Check::Format(&formats::DID)]),
    string("did_name", "Name of the number.").checks(&[Check::Longest(127)]).cleared_by(EMPTY_TEXT),
];
