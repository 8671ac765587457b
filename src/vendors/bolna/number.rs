//! A number on a trunk: it is added, listed and removed. There is no call to read one, and none to change one.

use super::{answers, formats};
use crate::schema::format::{phone, text};
use crate::schema::*;

pub const NUMBER: Resource = Resource {
    name: "bolna_phone_number",
    noun: "phone number",
    doc: "A phone number of your carrier on a SIP trunk at Bolna. Every change replaces the number; map the new one to its \
          agent again. The same number cannot be on a trunk twice, so `create_before_destroy` only works if `phone_number` \
          itself changes.",
    pages: &[
        ("Add a phone number", "https://www.bolna.ai/docs/api-reference/sip-trunks/add_number"),
        ("SIP trunks overview", "https://www.bolna.ai/docs/api-reference/sip-trunks/overview"),
    ],
    attributes: attributes![
        ID,
        TRUNK_ID,
        PHONE_NUMBER,
        NAME,
        E164_CHECK_ENABLED,
        TELEPHONY_PROVIDER,
        CREATED_AT,
        UPDATED_AT,
    ],
    kind: None,
    rules: &[],
    import: &["trunk_id/id"],
    natural_key: Some("phone_number"),
    label: None,
    recognised_by: Some("phone_number"),
    parent: Some(("trunk_id", "bolna_trunk")),
    calls: Calls {
        create: post(NUMBERS),
        read: None,
        update: None,
        whole_members: &[],
        replace: None,
        update_whole: None,
        delete: delete(&["/sip-trunks/trunks/{trunk_id}/numbers/{id}"]),
        list: List {
            call: get(NUMBERS),
            rows: &["data"],
            total: &["total"],
            paging: Paging::Numbered { page: "page_number", size: None },
            whole_rows: true,
        },
    },
    hooks: &answers::Numbers,
    upgrades: &[],
};

const NUMBERS: &[&str] = &["/sip-trunks/trunks/{trunk_id}/numbers"];

const ID: Attribute = string("id", "Identifier of the number.").read_only().stable();

const TRUNK_ID: Attribute = string("trunk_id", "Identifier of the trunk that carries the number.")
    .required()
    .checks(&[Check::Filled])
    .address()
    .replaces();

/// It is stored as sent; calls are matched with and without the plus, so taking it away is no reason for a new number.
const PHONE_NUMBER: Attribute = string("phone_number", "The phone number. It is the same number with or without `+`.")
    .required()
    .checks(&[Check::Format(&formats::PHONE_NUMBER)])
    .canonical(phone::with_plus)
    .replaces();

/// In the answer's schema, but missing from the vendor's examples of answers. A number without one has empty text in the state, which
/// a configuration may say too: OpenTofu writes it for an import.
const NAME: Attribute =
    string("name", "Name of the number; empty text for none.").vendor_default().canonical(text::trimmed).replaces();

/// No answer has it, so it cannot be imported, and naming it then changes nothing. Of a number that is made here it is
/// known: it is always sent.
const E164_CHECK_ENABLED: Attribute = boolean(
    "e164_check_enabled",
    "Let Bolna check that the number is in E.164 format. Bolna never returns it, so a change made elsewhere is not \
     detected.",
)
.default(Literal::Bool(false))
.replaces();

const TELEPHONY_PROVIDER: Attribute =
    string("telephony_provider", "Value to use as telephony provider in the agent's configuration: `sip-trunk`.")
        .read_only()
        .stable();

const CREATED_AT: Attribute = string("created_at", "When the number was added, in ISO 8601.").read_only().stable();

const UPDATED_AT: Attribute = string("updated_at", "When the number was last changed, in ISO 8601.").read_only();
