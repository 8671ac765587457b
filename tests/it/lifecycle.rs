//! A trunk's whole life with the real CLI against `siptrunk sandbox`.

mod bolna;
mod bolna_answers;
mod bolna_attributes;
mod bolna_failures;
mod bolna_number_failures;
mod bolna_numbers;
mod crazytel;
mod creates;
mod empty_texts;
mod failures;
mod fonedynamics;
mod fonedynamics_attributes;
mod fonedynamics_failures;
mod hints;
mod late;
mod leaks;
mod listed;
mod livekit;
mod livekit_failures;
mod matrix;
mod nebrija;
mod passing;
mod promises;
mod reattach;
mod refresh;
mod routes;
mod secrecy;
mod table;
mod timeouts;
mod tries;
mod unseen;
mod waits;
mod write_only;
mod write_only_given;
mod yeastar;
mod yeastar_answers;
mod yeastar_attributes;
mod yeastar_failures;
mod yeastar_tls;
mod yeastar_tokens;
mod yeastar_writes;

use futures_util::future::join_all;

/// Goes through a story with every subject at each of its places, all of them side by side, for most of it is waiting. Where
/// there is no CLI there is no place.
async fn at_each<S, Places, Place>(
    subjects: &'static [S],
    places: impl AsyncFn(&'static S) -> Places,
    story: impl AsyncFn(Place),
) where
    Places: IntoIterator<Item = Place>,
{
    let at_all = async |subject| join_all(places(subject).await.into_iter().map(|place| story(place))).await;
    join_all(subjects.iter().map(at_all)).await;
}
