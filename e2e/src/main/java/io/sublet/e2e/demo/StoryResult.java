package io.sublet.e2e.demo;

import io.sublet.e2e.scenario.SurgeReport;
import java.time.Duration;

/**
 * What came out of the story.
 *
 * @param alone the surge on the online service without batch
 * @param observed beside batch, while Sublet only observes
 * @param enforced beside batch, while Sublet enforces
 * @param surgeToFloor from the surge's first request until best effort's limit was clearly lower
 * @param idleUsed part of the otherwise idle CPU that batch used in the calm, 0..1
 */
public record StoryResult(
        SurgeReport alone, SurgeReport observed, SurgeReport enforced, Duration surgeToFloor, double idleUsed) {}
