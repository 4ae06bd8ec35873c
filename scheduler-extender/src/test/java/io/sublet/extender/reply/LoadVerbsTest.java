package io.sublet.extender.reply;

import static io.sublet.extender.rank.Pods.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.RefusalCode;
import io.sublet.extender.rank.ScoreScale;
import io.sublet.extender.snapshot.SoftLoads;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadVerbsTest {
    private static final String POD = """
        {"metadata":{"name":"a","namespace":"ns","uid":"u-1","creationTimestamp":null,
        "labels":{"koordinator.sh/qosClass":"LS"},"managedFields":[{"manager":"kubectl","fieldsV1":{"f:spec":{}}}]},
        "spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"4","memory":"8Gi","nvidia.com/gpu":"1"},
        "requests":{"cpu":"4","memory":"8Gi"}}}],"schedulerName":"koord-scheduler","priority":9500,
        "tolerations":[{"key":"x","tolerationSeconds":300}]},"status":{"phase":"Pending","qosClass":"Guaranteed"}}\
        """;

    private final LoadVerbs verbs = Verbs.on(
            Verbs.remembering(),
            Nodes.node("busy", 32, 128).using(19_500, 60 * GIB),
            Nodes.node("idle", 32, 128).using(3200, 13 * GIB),
            Nodes.node("silent", 32, 128));

    @Test
    void filterAnswersNamesWithNames() {
        Answer answer =
                verbs.filter(question("\"Nodes\":null,\"NodeNames\":[\"busy\",\"idle\",\"silent\",\"unknown\"]"));

        assertThat(Verbs.text(answer))
                .isEqualTo("{\"Nodes\":null,\"NodeNames\":[\"idle\",\"silent\",\"unknown\"],"
                        + "\"FailedNodes\":{\"busy\":\"cpu usage 72 percent (with this pod) over threshold 65\"},"
                        + "\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}");
        assertThat(answer.refused()).containsExactly(Map.entry(RefusalCode.CpuOverThreshold, 1));
    }

    /** If it were no question, the scheduler would go on without asking, and such a limit get around every threshold. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"cpu\":\"10P\"}", "{\"cpu\":\"9E\"}", "{\"memory\":\"9223372036854775807\"}"})
    void anAbsurdLimitIsMoreThanAnyNodeHas(String limits) {
        Body question =
                Verbs.body("{\"Pod\":{\"metadata\":{\"name\":\"a\"},\"spec\":{\"schedulerName\":\"koord-scheduler\","
                        + "\"containers\":[{\"resources\":{\"requests\":{\"cpu\":\"1\"},\"limits\":" + limits
                        + "}}]}},\"NodeNames\":[\"idle\"]}");

        assertThat(verbs.filter(question).refused().values()).containsExactly(1);
    }

    @Test
    void anAnswerStaysAsItIsUntilNobodyNeedsItAnyMore() {
        Answer first = verbs.filter(question("\"NodeNames\":[\"idle\",\"silent\",\"unknown\"]"));
        Answer second = verbs.filter(question("\"NodeNames\":[\"silent\"]"));
        first.done();
        Answer third = verbs.filter(question("\"NodeNames\":[\"unknown\",\"idle\"]"));
        first.done();
        Answer fourth = verbs.filter(question("\"NodeNames\":[]"));

        assertThat(Verbs.text(second)).startsWith("{\"Nodes\":null,\"NodeNames\":[\"silent\"],");
        assertThat(Verbs.text(third)).startsWith("{\"Nodes\":null,\"NodeNames\":[\"unknown\",\"idle\"],");
        assertThat(Verbs.text(fourth)).startsWith("{\"Nodes\":null,\"NodeNames\":[],");
        assertThat(third.body().bytes()).isSameAs(first.body().bytes());
    }

    @Test
    void aLongAnswerLeavesNothingInAShortOneAfterIt() {
        verbs.filter(question("\"NodeNames\":[\"busy\",\"idle\",\"silent\",\"unknown\"]"))
                .done();
        String few = "\"NodeNames\":[\"idle\"]";

        Answer filtered = verbs.filter(question(few));
        assertThat(Verbs.text(filtered))
                .isEqualTo("{\"Nodes\":null,\"NodeNames\":[\"idle\"],\"FailedNodes\":{},"
                        + "\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}");
        assertThat(filtered.refused()).isEmpty();
        filtered.done();
        assertThat(Verbs.text(verbs.prioritize(question(few)))).matches("\\[\\{\"Host\":\"idle\",\"Score\":\\d+}]");
    }

    @Test
    void filterAnswersObjectsWithTheSameObjects() {
        String idle =
                "{\"metadata\":{\"name\":\"idle\",\"labels\":{\"ü\":\"}\"}},\"status\":{\"images\":[{\"names\":[\"x\"]}]}}";
        String silent = "{\"spec\":{},\"metadata\":{\"name\":\"silent\"}}";
        Answer answer =
                verbs.filter(question("\"Nodes\":{\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"busy\"}}, "
                        + idle + " ," + silent + "]},\"NodeNames\":null"));

        assertThat(Verbs.text(answer))
                .isEqualTo("{\"Nodes\":{\"metadata\":{},\"items\":[" + idle + "," + silent + "]},\"NodeNames\":null,"
                        + "\"FailedNodes\":{\"busy\":\"cpu usage 72 percent (with this pod) over threshold 65\"},"
                        + "\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}");
    }

    @Test
    void namesStayAListWhenNothingFits() {
        assertThat(Verbs.text(verbs.filter(question("\"NodeNames\":[\"busy\"]"))))
                .contains("\"NodeNames\":[]");
        assertThat(Verbs.text(verbs.filter(question("\"NodeNames\":[]")))).contains("\"NodeNames\":[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"NodeNames\":[\"busy\",\"idle\"]",
                "\"NodeNames\" : [ \"busy\" ,\n\"idle\" ] \n",
                "\"NodeNames\":[\"busy\",\"idle\"],\"More\":{\"a\":[1]}",
                "\"NodeNames\":null,\"NodeNames\":[\"busy\",\"idle\"]",
                "\"Other\":[\"x\"],\"NodeNames\":[\"busy\",\"idle\"],\"Nodes\":null"
            })
    void namesAreReadHoweverTheyAreWritten(String nodes) {
        assertThat(Verbs.text(verbs.filter(question(nodes))))
                .contains("\"NodeNames\":[\"idle\"]", "\"FailedNodes\":{\"busy\":");
    }

    @Test
    void aNameThatNoNodeCouldHavePassesAsItCame() {
        assertThat(Verbs.text(verbs.filter(question("\"NodeNames\":[\"a\\\"]}\",\"ü\",\"\"]"))))
                .contains("\"NodeNames\":[\"a\\\"]}\",\"ü\",\"\"]");
    }

    @Test
    void manyRefusalsShareTheirTexts() {
        List<Nodes.Builder> nodes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            nodes.add(Nodes.node("n" + i, 32, 128).using(25_000 + i * 30, 0));
            names.add("\"n" + i + "\"");
        }
        LoadVerbs many = Verbs.on(Verbs.remembering(), nodes.toArray(Nodes.Builder[]::new));

        Answer answer = many.filter(question("\"NodeNames\":[" + String.join(",", names) + "]"));

        Map<String, String> failed = Json.parseObject(Verbs.text(answer)).textMap("FailedNodes");
        assertThat(failed).hasSize(100);
        assertThat(failed.values().stream().distinct())
                .containsExactlyInAnyOrder(
                        "cpu usage 85-89 percent (with this pod) over threshold 65",
                        "cpu usage 90-94 percent (with this pod) over threshold 65",
                        "cpu usage 95-99 percent (with this pod) over threshold 65");
    }

    @Test
    void prioritizeAnswersEachHostWithItsScore() {
        Answer answer = verbs.prioritize(question("\"NodeNames\":[\"busy\",\"idle\",\"silent\"]"));

        assertThat(Verbs.text(answer))
                .isEqualTo(
                        "[{\"Host\":\"busy\",\"Score\":11},{\"Host\":\"idle\",\"Score\":24},{\"Host\":\"silent\",\"Score\":0}]");
    }

    @ParameterizedTest
    @CsvSource({"100, 30", "99, 29", "50, 15", "4, 1", "3, 0"})
    void theScaleTruncates(int score, int sent) {
        assertThat(new ScoreScale(30).sent(score)).isEqualTo(sent);
    }

    @Test
    void aBurstDoesNotAllGoToTheNodeThatLookedBest() {
        SoftLoads softLoads = Verbs.remembering();
        LoadVerbs two = Verbs.on(
                softLoads,
                Nodes.node("a", 32, 128).using(3200, 0),
                Nodes.node("b", 32, 128).using(6400, 0));

        List<String> winners = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            winners.add(best(two.prioritize(question("\"NodeNames\":[\"a\",\"b\"]", "u-" + i))));
        }

        assertThat(winners).contains("a", "b");
        assertThat(softLoads.size()).isEqualTo(6);
    }

    @Test
    void aPodThatIsAskedForAgainDoesNotWeighOnItself() {
        Body question = question("\"NodeNames\":[\"busy\",\"idle\"]");

        assertThat(Verbs.text(verbs.prioritize(question))).isEqualTo(Verbs.text(verbs.prioritize(question)));
    }

    @Test
    void podsOfOtherSchedulersPassUntouched() {
        Body question = Verbs.body(Verbs.text(question("\"NodeNames\":[\"busy\",\"idle\"]"))
                .replace("koord-scheduler", "default-scheduler"));

        Answer filtered = verbs.filter(question);

        assertThat(Verbs.text(filtered))
                .contains("\"NodeNames\":[\"busy\",\"idle\"]")
                .contains("\"FailedNodes\":{}");
        assertThat(filtered.bypassed()).isTrue();
        assertThat(Verbs.text(verbs.prioritize(question))).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"Pod\":null,\"NodeNames\":[]}",
                "{\"NodeNames\":[\"a\"]}",
                "{\"Pod\":{}}",
                "{\"Pod\":{\"spec\":[]},\"NodeNames\":[]}",
                "{\"Pod\":{},\"NodeNames\":[1]}",
                "{\"Pod\":{},\"NodeNames\":[\"a\"",
                "{\"Pod\":{},\"NodeNames\":[\"a\",]}",
                "{\"Pod\":{},\"NodeNames\":[\"a\"],\"Nodes\":{\"items\":[]}}",
                "{\"Pod\":{},\"Nodes\":{\"items\":[{\"metadata\":{}}]}}",
                "{\"Pod\":{\"spec\":{\"overhead\":{\"cpu\":\"much\"}}},\"NodeNames\":[]}",
                "{\"Pod\":{\"spec\":{\"priority\":\"high\"}},\"NodeNames\":[]}"
            })
    void whatIsNoQuestionIsSaidToBeNone(String body) {
        assertThatThrownBy(() -> verbs.filter(Verbs.body(body))).isInstanceOf(JsonException.class);
    }

    private static String best(Answer scores) {
        String name = "";
        long highest = -1;
        for (Object item : (List<?>) Objects.requireNonNull(Json.parse(Verbs.text(scores)))) {
            Map<?, ?> entry = (Map<?, ?>) item;
            long score = (Long) Objects.requireNonNull(entry.get("Score"));
            if (score > highest) {
                highest = score;
                name = (String) Objects.requireNonNull(entry.get("Host"));
            }
        }
        return name;
    }

    private static Body question(String nodes) {
        return question(nodes, "u-1");
    }

    private static Body question(String nodes, String uid) {
        return Verbs.body("{\"Pod\":" + POD.replace("u-1", uid) + "," + nodes + "}");
    }
}
