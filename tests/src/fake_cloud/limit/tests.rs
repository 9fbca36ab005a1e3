use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_768_404_493 + second).unwrap()
}

#[test]
fn a_bucket_empties_and_gets_more_each_minute() {
    let (buckets, limit) = (Buckets::default(), RateLimit { capacity: 3, refill: 2 });
    for (second, left, wait) in [
        (0, 2, None),
        (0, 1, None),
        (10, 0, None),
        (10, 0, Some(50)),
        (59, 0, Some(1)),
        (60, 1, None),
        (60, 0, None),
        (60, 0, Some(60)),
        // Never more than it holds.
        (600, 2, None),
    ] {
        assert_eq!(buckets.take("a", limit, at(second)), Taken { left, wait }, "{second}");
    }
    assert_eq!(buckets.take("b", limit, at(600)), Taken { left: 2, wait: None });
}

#[test]
fn a_window_moves_with_the_time() {
    let window = Window::default();
    for (second, expected) in
        [(0, Ok(())), (20, Ok(())), (20, Err(40)), (59, Err(1)), (60, Ok(())), (60, Err(20))]
    {
        assert_eq!(window.take(Some(2), at(second)), expected, "{second}");
    }
    assert_eq!(window.take(None, at(60)), Ok(()));
}
