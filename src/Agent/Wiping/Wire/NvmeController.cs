using System.Text.Json;

namespace Monitas.Agent.Wiping.Wire;

/// <summary>What "nvme id-ctrl -o json" tells of a controller, as far as erasing goes (NVM Express 1.4, 5.15.2.2).</summary>
/// <param name="HasFormat">OACS bit 1: it knows Format NVM.</param>
/// <param name="HasFormatCrypto">FNA bit 2: Format NVM can erase cryptographically.</param>
/// <param name="HasSanitizeCrypto">SANICAP bit 0.</param>
/// <param name="HasSanitizeBlock">SANICAP bit 1.</param>
internal sealed record NvmeController(bool HasFormat, bool HasFormatCrypto, bool HasSanitizeCrypto, bool HasSanitizeBlock)
{
    private const int MaxDepth = 16;

    /// <summary>Reads the text; false when it is not this JSON.</summary>
    public static bool TryParse(string text, out NvmeController controller)
    {
        controller = new NvmeController(false, false, false, false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("oacs", out JsonElement _))
            {
                return false;
            }

            long oacs = Number(root, "oacs");
            long fna = Number(root, "fna");
            long sanicap = Number(root, "sanicap");
            controller = new NvmeController((oacs & 2) != 0, (oacs & 2) != 0 && (fna & 4) != 0, (sanicap & 1) != 0, (sanicap & 2) != 0);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static long Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : 0;
}
