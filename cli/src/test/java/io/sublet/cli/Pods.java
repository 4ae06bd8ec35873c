package io.sublet.cli;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;

/** Pods of Sublet's programs as the chart makes them and kubelets report them. */
final class Pods {
    private Pods() {}

    static JsonObject of(String component, String name, String node, int port) {
        return Json.parseObject("""
                {"apiVersion":"v1","kind":"Pod",
                 "metadata":{"namespace":"%1$s","name":"%3$s","labels":{
                   "app.kubernetes.io/part-of":"sublet","app.kubernetes.io/component":"%2$s"}},
                 "spec":{"nodeName":"%4$s","containers":[{"name":"main","image":"none",
                   "ports":[{"name":"%6$s","containerPort":%5$d}]}]},
                 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""".formatted(
                        InstalledCluster.NAMESPACE,
                        component,
                        name,
                        node,
                        port,
                        component.equals("webhook") ? "admission" : "http"));
    }
}
