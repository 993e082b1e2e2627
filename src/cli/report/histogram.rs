//! A histogram of published figures: round bounds, a bar each.

use crate::cli::report::bars::Bar;
use crate::types::Points;

/// About so many bars.
const BARS: i128 = 10;

/// Bars from the least figure to the greatest; each holds its lower bound, the last also its upper one.
pub fn rows(figures: &[Points]) -> Vec<Bar> {
    let (Some(least), Some(most)) = (figures.iter().min(), figures.iter().max()) else {
        return Vec::new();
    };
    let (least, most) = (i128::from(least.0), i128::from(most.0));
    let step = step(most - least);
    let first = least.div_euclid(step);
    // A figure on the last bound alone needs no bar of its own.
    let last = (most - 1).div_euclid(step).max(first);
    let mut counts = vec![0; (last - first + 1) as usize];
    for figure in figures {
        let bar = i128::from(figure.0).div_euclid(step).min(last) - first;
        counts[bar as usize] += 1;
    }
    let bars = counts.into_iter().zip(first..);
    bars.map(|(count, bar)| Bar { label: label(bar * step, step), count }).collect()
}

/// The least round step, in hundredths, that makes no more than about ten bars; never below one point.
fn step(range: i128) -> i128 {
    let mut power = 100;
    loop {
        for round in [1, 2, 5] {
            if range <= round * power * BARS {
                return round * power;
            }
        }
        power *= 10;
    }
}

/// `30 – 40`
fn label(low: i128, step: i128) -> String {
    let figure = |hundredths| Points::hold(hundredths).to_string();
    let (low, high) = (figure(low), figure(low + step));
    format!("{low} to {high:>width$}", width = low.len().max(high.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(figures: &[i64]) -> Vec<(String, u64)> {
        let points: Vec<Points> = figures.iter().map(|&f| Points(f * 100)).collect();
        rows(&points).into_iter().map(|b| (b.label, b.count)).collect()
    }

    #[test]
    fn bounds_are_round() {
        let bars = histogram(&[0, 3, 9, 10, 42, 99, 100]);
        assert_eq!(bars.len(), 10);
        assert_eq!(bars[0], ("0 to 10".into(), 3));
        assert_eq!(bars[9], ("90 to 100".into(), 2));
    }

    #[test]
    fn below_zero_and_all_equal() {
        assert_eq!(histogram(&[5, 5]), [("5 to 6".into(), 2)]);
        assert_eq!(histogram(&[-7, 5]).first(), Some(&("-8 to -6".into(), 1)));
        assert_eq!(histogram(&[]), []);
    }

    #[test]
    fn extreme_figures_end() {
        let figures = [Points(i64::MIN / 100), Points(i64::MAX / 100)];
        assert!(rows(&figures).len() <= 12);
    }
}
