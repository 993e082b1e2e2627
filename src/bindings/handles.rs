//! What C holds: numbers that stand for models, scorers and texts. A number is never used twice.

use std::sync::{Arc, PoisonError, RwLock};

use crate::Model;
use crate::Scorer;
use crate::bindings::status::{Failure, Result, Status};

/// A compiled model; 0 is none.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct ModelHandle {
    pub id: u64,
}

/// What scores leads; 0 is none. Threads may share it.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct ScorerHandle {
    pub id: u64,
}

/// A text of the library's; 0 is none.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct StringHandle {
    pub id: u64,
}

/// Something that a handle stands for.
pub enum Item {
    Model(Model),
    Scorer(Scorer),
    String(Arc<str>),
}

/// What can stand behind a handle.
pub trait Held: Clone {
    const NAME: &'static str;
    fn wrap(self) -> Item;
    fn of(item: &Item) -> Option<&Self>;
}

macro_rules! held {
    ($($ty:ty, $variant:ident, $name:literal;)*) => {
        $(impl Held for $ty {
            const NAME: &'static str = $name;

            fn wrap(self) -> Item {
                Item::$variant(self)
            }

            fn of(item: &Item) -> Option<&$ty> {
                match item {
                    Item::$variant(held) => Some(held),
                    _ => None,
                }
            }
        })*
    };
}

held! {
    Model, Model, "model";
    Scorer, Scorer, "scorer";
    Arc<str>, String, "string";
}

/// Items by position; a position is used again, with another generation.
struct Slots {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

struct Slot {
    generation: u32,
    item: Option<Item>,
}

static ITEMS: RwLock<Slots> = RwLock::new(Slots { slots: Vec::new(), free: Vec::new() });

impl Slots {
    fn add(&mut self, item: Item) -> u64 {
        let position = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, item: None });
            self.slots.len() as u32 - 1
        });
        let slot = &mut self.slots[position as usize];
        slot.item = Some(item);
        u64::from(slot.generation) << 32 | (u64::from(position) + 1)
    }

    /// The position of a handle that stands for such a thing.
    fn find<T: Held>(&self, id: u64) -> Result<(usize, &T)> {
        let bad = |text: String| Failure::new(Status::BadHandle, text);
        let position = (id & 0xffff_ffff).checked_sub(1).map(|position| position as usize);
        let Some(position) = position else { return Err(bad(format!("0 is no {}", T::NAME))) };
        let slot = self.slots.get(position);
        let slot = slot.filter(|slot| u64::from(slot.generation) == id >> 32);
        let Some(item) = slot.and_then(|slot| slot.item.as_ref()) else {
            return Err(bad(format!("{id} is no {} any more, or never was", T::NAME)));
        };
        match T::of(item) {
            Some(held) => Ok((position, held)),
            None => Err(bad(format!("{id} is something else than a {}", T::NAME))),
        }
    }

    fn take(&mut self, position: usize) -> Option<Item> {
        let slot = self.slots.get_mut(position)?;
        let item = slot.item.take();
        // A generation is not used twice: after the last one the position stays empty.
        if let Some(next) = slot.generation.checked_add(1) {
            slot.generation = next;
            self.free.push(position as u32);
        }
        item
    }
}

/// A new handle.
pub fn add(held: impl Held) -> u64 {
    ITEMS.write().unwrap_or_else(PoisonError::into_inner).add(held.wrap())
}

pub fn get<T: Held>(id: u64) -> Result<T> {
    let items = ITEMS.read().unwrap_or_else(PoisonError::into_inner);
    items.find(id).map(|(_, held): (_, &T)| held.clone())
}

/// Frees a handle. What others still use lives on until they are done.
pub fn free<T: Held>(id: u64) -> Result<()> {
    let mut items = ITEMS.write().unwrap_or_else(PoisonError::into_inner);
    let (position, _) = items.find::<T>(id)?;
    let item = items.take(position);
    // Dropped outside the lock: a model is large.
    drop(items);
    drop(item);
    Ok(())
}
