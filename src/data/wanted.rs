//! Several models over one pass of the data: what they want together, and each one's view of it.

use crate::diagnostic::codes::data::TWO_ZONES;
use crate::ir::Program;
use crate::types::calendar::Zone;
use crate::types::columns::{Batch, EventLog, Leads};
use crate::types::{EventId, Field, Schema};

use super::error::DataError;

/// What a number of models read together.
///
/// Two models may declare one column with two types: it is then read twice.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub schema: Schema,
    pub zone: Zone,
    views: Vec<View>,
}

/// Where one model's columns and events are among those of all.
#[derive(Debug, Clone)]
struct View {
    attributes: Vec<usize>,
    properties: Vec<usize>,
    /// By the id of an event among all, its id in the model.
    events: Vec<EventId>,
}

impl Wanted {
    /// The union of what the models read. Their time zones must agree, since they share the times of the events.
    pub fn of(programs: &[&Program]) -> Result<Wanted, DataError> {
        let zone = programs.first().map_or_else(Zone::utc, |p| p.zone.clone());
        if let Some(other) = programs.iter().find(|p| p.zone.name() != zone.name()) {
            let sentence = format!(
                "one model reckons in `{}`, another in `{}`",
                zone.name(),
                other.zone.name()
            );
            return Err(DataError::new(TWO_ZONES, "rules", sentence)
                .help("give them the same `timezone`, or score them one after the other"));
        }
        let mut schema = Schema::default();
        let places: Vec<(Vec<usize>, Vec<usize>)> = programs
            .iter()
            .map(|p| {
                schema.any_event |= p.schema.any_event;
                for name in &p.schema.events {
                    if !schema.events.contains(name) {
                        schema.events.push(name.clone());
                    }
                }
                let attributes = merge(&mut schema.attributes, &p.schema.attributes);
                (attributes, merge(&mut schema.properties, &p.schema.properties))
            })
            .collect();
        let view = |(program, (attributes, properties)): (&&Program, (Vec<usize>, Vec<usize>))| {
            let id = |name: &String| program.schema.event(name).unwrap_or(EventId::OTHER);
            View { attributes, properties, events: schema.events.iter().map(id).collect() }
        };
        let views = programs.iter().zip(places).map(view).collect();
        Ok(Wanted { schema, zone, views })
    }

    /// The data as each model reads it; of one model, without a copy.
    pub fn views(&self, batch: Batch) -> Vec<Batch> {
        match self.views.len() {
            1 => vec![batch],
            models => (0..models).map(|model| self.view(model, &batch)).collect(),
        }
    }

    /// The data as the model at this position reads it; columns are shared, not copied.
    ///
    /// Events that only other models use have the id [`EventId::OTHER`], which no rule of this one reads unless it uses the word `event`:
    /// then all of them count.
    pub fn view(&self, model: usize, batch: &Batch) -> Batch {
        let view = &self.views[model];
        let leads = Leads {
            rows: batch.leads.rows,
            attributes: view
                .attributes
                .iter()
                .map(|&i| batch.leads.attributes[i].clone())
                .collect(),
        };
        let id = |id: &EventId| view.events.get(id.0 as usize).copied().unwrap_or(EventId::OTHER);
        let log = EventLog {
            offsets: batch.log.offsets.clone(),
            events: batch.log.events.iter().map(id).collect(),
            times: batch.log.times.clone(),
            properties: view.properties.iter().map(|&i| batch.log.properties[i].clone()).collect(),
        };
        Batch { leads, log }
    }
}

/// Adds the fields that are not there yet; the position of each.
fn merge(all: &mut Vec<Field>, fields: &[Field]) -> Vec<usize> {
    let place = |field: &Field| match all.iter().position(|f| f == field) {
        Some(there) => there,
        None => {
            all.push(field.clone());
            all.len() - 1
        }
    };
    fields.iter().map(place).collect()
}
