package io.sublet.e2e.demo;

import io.sublet.e2e.scenario.SurgeReport;

/**
 * What came out of the story.
 *
 * @param alone the surge on the online service without batch
 * @param observed beside batch, while Sublet only observes
 * @param enforced beside batch, while Sublet enforces
 */
record StoryResult(SurgeReport alone, SurgeReport observed, SurgeReport enforced) {}
