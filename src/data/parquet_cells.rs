//! Decoded Parquet columns as cells: of every type that a column can hold, as whole columns and one by one.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, PrimitiveArray,
    StringArray, StringViewArray,
};
use arrow_schema::{DataType, TimeUnit};

use super::raw::Raw;

const DAY: i64 = 86_400;

pub enum Cells {
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Bool(BooleanArray),
    Int(Int64Array),
    Float(Float64Array),
    Instant(Int64Array),
    Local(Int64Array),
    Dictionary(Keys, Box<Cells>),
    /// Ranges of the items.
    List(Vec<Option<(usize, usize)>>, Box<Cells>),
    /// A type that no column can hold, by its name.
    Other(ArrayRef, String),
}

/// For each row, the position of its value in a dictionary.
pub struct Keys {
    keys: Vec<u32>,
}

/// The key of an unknown value.
const NO_KEY: u32 = u32::MAX;

impl Keys {
    pub fn get(&self, row: usize) -> Option<usize> {
        Some(self.keys[row]).filter(|key| *key != NO_KEY).map(|key| key as usize)
    }
}

impl Cells {
    pub fn of(array: &ArrayRef) -> Cells {
        typed(array)
            .unwrap_or_else(|| Cells::Other(array.clone(), format!("{}", array.data_type())))
    }

    pub fn len(&self) -> usize {
        match self {
            Cells::Text(array) => array.len(),
            Cells::LargeText(array) => array.len(),
            Cells::TextView(array) => array.len(),
            Cells::Bool(array) => array.len(),
            Cells::Int(array) | Cells::Instant(array) | Cells::Local(array) => array.len(),
            Cells::Float(array) => array.len(),
            Cells::Dictionary(keys, _) => keys.keys.len(),
            Cells::List(ranges, _) => ranges.len(),
            Cells::Other(array, _) => array.len(),
        }
    }

    pub fn get(&self, row: usize) -> Raw<'_> {
        match self {
            Cells::Text(array) if array.is_valid(row) => Raw::Text(array.value(row)),
            Cells::LargeText(array) if array.is_valid(row) => Raw::Text(array.value(row)),
            Cells::TextView(array) if array.is_valid(row) => Raw::Text(array.value(row)),
            Cells::Bool(array) if array.is_valid(row) => Raw::Bool(array.value(row)),
            Cells::Int(array) if array.is_valid(row) => Raw::Int(array.value(row)),
            Cells::Float(array) if array.is_valid(row) => Raw::Float(array.value(row)),
            Cells::Instant(array) if array.is_valid(row) => Raw::Instant(array.value(row)),
            Cells::Local(array) if array.is_valid(row) => Raw::Local(array.value(row)),
            Cells::Dictionary(keys, values) => {
                keys.get(row).map_or(Raw::Unknown, |key| values.get(key))
            }
            Cells::List(ranges, items) => ranges[row].map_or(Raw::Unknown, |(start, end)| {
                let texts = (start..end).map(|i| items.get(i));
                Raw::List(texts.filter_map(borrowed).collect())
            }),
            Cells::Other(array, name) if array.is_valid(row) => Raw::Other(name),
            _ => Raw::Unknown,
        }
    }
}

fn borrowed(raw: Raw<'_>) -> Option<&str> {
    match raw {
        Raw::Text(text) => Some(text),
        _ => None,
    }
}

fn typed(array: &ArrayRef) -> Option<Cells> {
    Some(match array.data_type() {
        DataType::Utf8 => Cells::Text(array.as_string_opt::<i32>()?.clone()),
        DataType::LargeUtf8 => Cells::LargeText(array.as_string_opt::<i64>()?.clone()),
        DataType::Utf8View => Cells::TextView(array.as_string_view_opt()?.clone()),
        DataType::Boolean => Cells::Bool(array.as_boolean_opt()?.clone()),
        DataType::Int8 => Cells::Int(whole::<Int8Type>(array)?),
        DataType::Int16 => Cells::Int(whole::<Int16Type>(array)?),
        DataType::Int32 => Cells::Int(whole::<Int32Type>(array)?),
        DataType::Int64 => Cells::Int(primitive::<Int64Type>(array)?.clone()),
        DataType::UInt8 => Cells::Int(whole::<UInt8Type>(array)?),
        DataType::UInt16 => Cells::Int(whole::<UInt16Type>(array)?),
        DataType::UInt32 => Cells::Int(whole::<UInt32Type>(array)?),
        DataType::UInt64 => unsigned(array)?,
        DataType::Float32 => Cells::Float(short_floats(array)?),
        DataType::Float64 => Cells::Float(primitive::<Float64Type>(array)?.clone()),
        DataType::Decimal128(_, _) => decimal(array)?,
        DataType::Date32 => {
            Cells::Local(primitive::<Date32Type>(array)?.unary(|days| i64::from(days) * DAY))
        }
        DataType::Date64 => Cells::Local(seconds::<Date64Type>(array, 1_000)?),
        DataType::Timestamp(unit, zone) => {
            let seconds = match unit {
                TimeUnit::Second => seconds::<TimestampSecondType>(array, 1),
                TimeUnit::Millisecond => seconds::<TimestampMillisecondType>(array, 1_000),
                TimeUnit::Microsecond => seconds::<TimestampMicrosecondType>(array, 1_000_000),
                TimeUnit::Nanosecond => seconds::<TimestampNanosecondType>(array, 1_000_000_000),
            }?;
            if zone.is_some() { Cells::Instant(seconds) } else { Cells::Local(seconds) }
        }
        DataType::Dictionary(_, _) => dictionary(array)?,
        DataType::List(_) => list::<i32>(array)?,
        DataType::LargeList(_) => list::<i64>(array)?,
        _ => return None,
    })
}

fn dictionary(array: &ArrayRef) -> Option<Cells> {
    let dictionary = array.as_any_dictionary_opt()?;
    let values = dictionary.values().len() as u32;
    let key = |key: Option<u32>| key.filter(|key| *key < values).unwrap_or(NO_KEY);
    let keys = match dictionary.keys().as_primitive_opt::<Int32Type>() {
        Some(keys) if keys.null_count() == 0 => {
            keys.values().iter().map(|&k| key(Some(k as u32))).collect()
        }
        Some(keys) => keys.iter().map(|k| key(k.map(|k| k as u32))).collect(),
        None if values == 0 => vec![NO_KEY; array.len()],
        None => {
            let known = |(row, k)| dictionary.keys().is_valid(row).then_some(k as u32);
            let keys = dictionary.normalized_keys().into_iter().enumerate();
            keys.map(|at| key(known(at))).collect()
        }
    };
    Some(Cells::Dictionary(Keys { keys }, Box::new(Cells::of(dictionary.values()))))
}

fn primitive<T: ArrowPrimitiveType>(array: &ArrayRef) -> Option<&PrimitiveArray<T>> {
    array.as_primitive_opt::<T>()
}

fn whole<T: ArrowPrimitiveType>(array: &ArrayRef) -> Option<Int64Array>
where
    T::Native: Into<i64>,
{
    Some(primitive::<T>(array)?.unary(Into::into))
}

/// As whole numbers where all fit, else as floats.
fn unsigned(array: &ArrayRef) -> Option<Cells> {
    let values = primitive::<UInt64Type>(array)?;
    let fits = values.iter().flatten().all(|v| i64::try_from(v).is_ok());
    Some(match fits {
        true => Cells::Int(values.unary(|v| v as i64)),
        false => Cells::Float(values.unary(|v| v as f64)),
    })
}

/// A short float as the number that it shows: 0.1 and not 0.10000000149.
fn short_floats(array: &ArrayRef) -> Option<Float64Array> {
    let shown = |v: f32| v.to_string().parse().unwrap_or(f64::from(v));
    Some(primitive::<Float32Type>(array)?.unary(shown))
}

fn decimal(array: &ArrayRef) -> Option<Cells> {
    let decimals = array.as_primitive_opt::<Decimal128Type>()?;
    let text = |row| decimals.is_valid(row).then(|| decimals.value_as_string(row));
    let number = |row| text(row).and_then(|t| t.parse().ok());
    Some(Cells::Float((0..array.len()).map(number).collect::<Vec<Option<f64>>>().into()))
}

fn seconds<T: ArrowPrimitiveType<Native = i64>>(array: &ArrayRef, unit: i64) -> Option<Int64Array> {
    Some(primitive::<T>(array)?.unary(|v| v.div_euclid(unit)))
}

fn list<O: arrow_array::OffsetSizeTrait>(array: &ArrayRef) -> Option<Cells> {
    let lists = array.as_list_opt::<O>()?;
    let offsets = lists.value_offsets();
    let range = |row: usize| {
        lists.is_valid(row).then(|| (offsets[row].as_usize(), offsets[row + 1].as_usize()))
    };
    let items = Cells::of(lists.values());
    match items {
        Cells::Text(_) | Cells::LargeText(_) | Cells::TextView(_) | Cells::Dictionary(_, _) => {
            Some(Cells::List((0..array.len()).map(range).collect(), Box::new(items)))
        }
        _ => None,
    }
}
