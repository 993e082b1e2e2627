//! One column of a decoded Parquet batch, ready to give raw cells.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::{DataType, TimeUnit};

use super::raw::Raw;

const DAY: i64 = 86_400;

pub enum Cells {
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Bool(BooleanArray),
    Int(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Instant(Vec<Option<i64>>),
    Local(Vec<Option<i64>>),
    /// Positions in the values.
    Dictionary(Vec<Option<usize>>, Box<Cells>),
    /// Ranges of the items.
    List(Vec<Option<(usize, usize)>>, Box<Cells>),
    /// A type that no column can hold, by its name.
    Other(ArrayRef, String),
}

impl Cells {
    pub fn of(array: &ArrayRef) -> Cells {
        typed(array)
            .unwrap_or_else(|| Cells::Other(array.clone(), format!("{}", array.data_type())))
    }

    pub fn get(&self, row: usize) -> Raw<'_> {
        match self {
            Cells::Text(array) if array.is_valid(row) => Raw::Text(array.value(row)),
            Cells::LargeText(array) if array.is_valid(row) => Raw::Text(array.value(row)),
            Cells::TextView(array) if array.is_valid(row) => Raw::Text(array.value(row)),
            Cells::Bool(array) if array.is_valid(row) => Raw::Bool(array.value(row)),
            Cells::Int(values) => values[row].map_or(Raw::Unknown, Raw::Int),
            Cells::Float(values) => values[row].map_or(Raw::Unknown, Raw::Float),
            Cells::Instant(values) => values[row].map_or(Raw::Unknown, Raw::Instant),
            Cells::Local(values) => values[row].map_or(Raw::Unknown, Raw::Local),
            Cells::Dictionary(keys, values) => {
                keys[row].map_or(Raw::Unknown, |key| values.get(key))
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
        DataType::Int64 => Cells::Int(whole::<Int64Type>(array)?),
        DataType::UInt8 => Cells::Int(whole::<UInt8Type>(array)?),
        DataType::UInt16 => Cells::Int(whole::<UInt16Type>(array)?),
        DataType::UInt32 => Cells::Int(whole::<UInt32Type>(array)?),
        DataType::UInt64 => unsigned(array)?,
        DataType::Float32 => Cells::Float(short_floats(array)?),
        DataType::Float64 => Cells::Float(map::<Float64Type, _>(array, |v| v)?),
        DataType::Decimal128(_, _) => decimal(array)?,
        DataType::Date32 => {
            Cells::Local(map::<Date32Type, _>(array, |days| i64::from(days) * DAY)?)
        }
        DataType::Date64 => Cells::Local(map::<Date64Type, _>(array, |ms| ms.div_euclid(1000))?),
        DataType::Timestamp(unit, zone) => {
            let seconds = seconds(array, unit)?;
            if zone.is_some() { Cells::Instant(seconds) } else { Cells::Local(seconds) }
        }
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary_opt()?;
            let keys = dictionary.normalized_keys();
            let known = |(row, key)| dictionary.keys().is_valid(row).then_some(key);
            let keys = if dictionary.values().is_empty() {
                vec![None; array.len()]
            } else {
                keys.into_iter().enumerate().map(known).collect()
            };
            Cells::Dictionary(keys, Box::new(Cells::of(dictionary.values())))
        }
        DataType::List(_) => list::<i32>(array)?,
        DataType::LargeList(_) => list::<i64>(array)?,
        _ => return None,
    })
}

fn map<T: ArrowPrimitiveType, V>(
    array: &ArrayRef,
    convert: impl Fn(T::Native) -> V,
) -> Option<Vec<Option<V>>> {
    Some(array.as_primitive_opt::<T>()?.iter().map(|v| v.map(&convert)).collect())
}

fn whole<T: ArrowPrimitiveType>(array: &ArrayRef) -> Option<Vec<Option<i64>>>
where
    T::Native: Into<i64>,
{
    map::<T, _>(array, Into::into)
}

/// As whole numbers where all fit, else as floats.
fn unsigned(array: &ArrayRef) -> Option<Cells> {
    let values = array.as_primitive_opt::<UInt64Type>()?;
    let fits = values.iter().flatten().all(|v| i64::try_from(v).is_ok());
    Some(match fits {
        true => Cells::Int(map::<UInt64Type, _>(array, |v| v as i64)?),
        false => Cells::Float(map::<UInt64Type, _>(array, |v| v as f64)?),
    })
}

/// A short float as the number that it shows: 0.1 and not 0.10000000149.
fn short_floats(array: &ArrayRef) -> Option<Vec<Option<f64>>> {
    map::<Float32Type, _>(array, |v| v.to_string().parse().unwrap_or(f64::from(v)))
}

fn decimal(array: &ArrayRef) -> Option<Cells> {
    let decimals = array.as_primitive_opt::<Decimal128Type>()?;
    let text = |row| decimals.is_valid(row).then(|| decimals.value_as_string(row));
    let number = |row| text(row).and_then(|t| t.parse().ok());
    Some(Cells::Float((0..array.len()).map(number).collect()))
}

fn seconds(array: &ArrayRef, unit: &TimeUnit) -> Option<Vec<Option<i64>>> {
    match unit {
        TimeUnit::Second => map::<TimestampSecondType, _>(array, |v| v),
        TimeUnit::Millisecond => map::<TimestampMillisecondType, _>(array, |v| v.div_euclid(1_000)),
        TimeUnit::Microsecond => {
            map::<TimestampMicrosecondType, _>(array, |v| v.div_euclid(1_000_000))
        }
        TimeUnit::Nanosecond => {
            map::<TimestampNanosecondType, _>(array, |v| v.div_euclid(1_000_000_000))
        }
    }
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
