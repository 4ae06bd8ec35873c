package io.sublet.webhook.patch;

import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{a:1}; {a:1}; []",
                "{}; {a:{b:1}}; [{op:'add',path:'/a',value:{b:1}}]",
                "{a:1,b:2}; {b:2}; [{op:'remove',path:'/a'}]",
                "{a:{b:1,c:2}}; {a:{b:3,c:2}}; [{op:'replace',path:'/a/b',value:3}]",
                "{a:null}; {a:{}}; [{op:'replace',path:'/a',value:{}}]",
                "{'x/y~z':1}; {'x/y~z':2}; [{op:'replace',path:'/x~1y~0z',value:2}]",
                "[1,2,3]; [0,1,2,3]; [{op:'add',path:'/0',value:0}]",
                "[1,2,3]; [1,3]; [{op:'remove',path:'/1'}]",
                "[1,2,3,4]; [1,9,4]; [{op:'replace',path:'/1',value:9},{op:'remove',path:'/2'}]",
                "[{n:'a',v:1},{n:'b'}]; [{n:'a',v:2},{n:'b'}]; [{op:'replace',path:'/0/v',value:2}]",
                "[]; [1,2]; [{op:'add',path:'/0',value:1},{op:'add',path:'/1',value:2}]",
                "{b:1,a:1}; {d:1,c:1}; [{op:'remove',path:'/a'},{op:'remove',path:'/b'},{op:'add',path:'/c',value:1},{op:'add',path:'/d',value:1}]"
            })
    void differenceIsWhatChanged(String from, String to, String patch) {
        assertThat(JsonPatch.between(tree(from), tree(to))).isEqualTo(tree(patch));
    }
}
