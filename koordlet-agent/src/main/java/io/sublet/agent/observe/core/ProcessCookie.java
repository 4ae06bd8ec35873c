package io.sublet.agent.observe.core;

/**
 * A process and its cookie.
 *
 * @param pid as the agent sees it
 * @param cookie 0 for none
 */
public record ProcessCookie(long pid, long cookie) {}
