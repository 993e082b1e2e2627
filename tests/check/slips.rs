//! What reads well and means something else is an error with the words that a marketer needs.
