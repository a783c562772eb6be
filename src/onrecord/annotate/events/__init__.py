"""Events: triggers, arguments, reality, time and place, and event coreference."""
