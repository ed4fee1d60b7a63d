using System.Text.Json.Nodes;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.EndToEnd.Exporting;
using ScaleProxy.Model.Scale;
using ScaleProxy.SampleCaptures;
using ScaleProxy.Web.Description;

namespace ScaleProxy.Web.Tests.Description;

/// <summary>What is really answered is held against the description by a validator of JSON schemas.</summary>
public sealed class ResponsesTests
{
    private const string Api = "/api/v1/";

    // Members that are not described are faults here, though programs are to pass over them.
    private const string Validator =
        """
        const Ajv = require("ajv/dist/2020"), formats = require("ajv-formats");
        const { description, answers } = JSON.parse(require("fs").readFileSync(0));
        (function close(node) {
            if (node && typeof node === "object") {
                if (node.properties && node.type === "object" && node.additionalProperties === undefined) node.additionalProperties = false;
                Object.values(node).forEach(close);
            }
        })(description.components.schemas);
        const ajv = new (Ajv.default ?? Ajv)({ strict: false, allErrors: true });
        (formats.default ?? formats)(ajv);
        ajv.addSchema(description, "description");
        const escape = (part) => part.replaceAll("~", "~0").replaceAll("/", "~1");
        for (const { path, method, status, type, body } of answers) {
            const operation = description.paths[path][method];
            const at = operation.responses[status] ? `paths/${escape(path)}/${method}/responses/${status}` : "components/responses/Problem";
            const validate = ajv.compile({ $ref: `description#/${encodeURI(at)}/content/${escape(type)}/schema` });
            if (!validate(body)) console.log(method, path, status, JSON.stringify(validate.errors));
        }
        console.log(answers.length, "answers");
        """;

    [ReaderFact("node", Package = "ajv-formats")]
    public async Task EveryAnswer_IsAsDescribed()
    {
        await using RunningPage page = await RunningPage.StartAsync(with: services => services with { Forwarding = "queue", ScaleAddress = "192.168.7.2:80" });
        await RecordedWeighIn.AddAsync(page.Archive, forward: OutboxState.Queued);
        long user = page.Archive.Measurements(new MeasurementQuery()).First(stored => stored.UserId is not null).UserId!.Value;
        await page.Archive.WriteAsync(new ArchiveEntry { Users = [new ScaleUser(user, "LEA")] });
        string person = user.ToString(System.Globalization.CultureInfo.InvariantCulture);
        JsonArray answers =
        [
            await GetAsync(page, "status"),
            await GetAsync(page, "session"),
            await GetAsync(page, "devices"),
            await GetAsync(page, "devices/{mac}/profile", WeighIn.Mac),
            await GetAsync(page, "devices/{mac}/profile", WeighIn.Mac, "?whole=true"),
            await GetAsync(page, "devices/{mac}/profile", "nonsense"),
            await GetAsync(page, "recordings", query: "?limit=1"),
            await GetAsync(page, "recordings", query: "?limit=0"),
            await GetAsync(page, "recordings/{id}", "1"),
            await GetAsync(page, "recordings/{id}", "1", "?whole=true"),
            await GetAsync(page, "recordings/{id}/har", "1"),
            await GetAsync(page, "recordings/{id}/har", "17"),
            await GetAsync(page, "forwarding"),
            await GetAsync(page, "setup"),
            await GetAsync(page, "devices/{mac}/battery", WeighIn.Mac),
            await GetAsync(page, "people"),
            await GetAsync(page, "people/{id}/trend", person),
            await GetAsync(page, "people/{id}/trend", person, "?value=bmi"),
            await GetAsync(page, "people/{id}/trend", person, "?value=height"),
            await GetAsync(page, "measurements"),
            await GetAsync(page, "measurements", query: "?limit=1&order=oldest"),
            await GetAsync(page, "measurements", query: "?limit=many"),
            await GetAsync(page, "measurements/{id}", "1"),
            await GetAsync(page, "measurements/{id}", "999"),
        ];

        var input = new JsonObject { ["description"] = JsonNode.Parse(DescriptionResource.Document), ["answers"] = answers };
        string verdict = await Reader.FeedAsync(input.ToJsonString(), "node", "-e", Validator);

        verdict.Should().Be("24 answers\n");
    }

    private static async Task<JsonObject> GetAsync(RunningPage page, string path, string? item = null, string query = "")
    {
        string asked = item is null ? path : path[..path.IndexOf('{', StringComparison.Ordinal)] + item + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
        using HttpResponseMessage answer = await page.Client.GetAsync(Api + asked + query);
        return new JsonObject
        {
            ["path"] = Api + path,
            ["method"] = "get",
            ["status"] = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["type"] = answer.Content.Headers.ContentType!.MediaType,
            ["body"] = JsonNode.Parse(await answer.Content.ReadAsStringAsync()),
        };
    }
}
