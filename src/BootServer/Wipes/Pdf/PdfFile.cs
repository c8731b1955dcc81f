using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace Monitas.BootServer.Wipes.Pdf;

/// <summary>
/// Writes pages of text as PDF 1.4 (ISO 32000-1 7.5): header, objects, cross-reference table, trailer. The fonts are two of those that every reader
/// has, so nothing is embedded. Pure.
/// <code>
/// 1 catalog   2 page tree   3 Helvetica   4 Helvetica-Bold   5 information   then for each page: the page, its content
/// </code>
/// </summary>
internal static class PdfFile
{
    /// <summary>A4 in points.</summary>
    public const int PageWidth = 595;

    /// <summary>A4 in points.</summary>
    public const int PageHeight = 842;

    private const int FirstPageObject = 6;

    /// <summary>The whole file.</summary>
    /// <param name="title">The document's title.</param>
    /// <param name="pages">The content of each page: operators (ISO 32000-1 9), in which every character is a byte.</param>
    public static byte[] Write(string title, IReadOnlyList<string> pages)
    {
        StringBuilder kids = new();
        for (int i = 0; i < pages.Count; i++)
        {
            kids.Append(CultureInfo.InvariantCulture, $"{FirstPageObject + (2 * i)} 0 R ");
        }
        List<string> objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            string.Create(CultureInfo.InvariantCulture, $"<< /Type /Pages /Kids [ {kids}] /Count {pages.Count} >>"),
            Font("Helvetica"),
            Font("Helvetica-Bold"),
            $"<< /Title {PdfText.Literal(title)} /Producer (Monitas) >>",
        ];
        for (int i = 0; i < pages.Count; i++)
        {
            objects.Add(string.Create(CultureInfo.InvariantCulture,
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PageWidth} {PageHeight}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {FirstPageObject + (2 * i) + 1} 0 R >>"));
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Length {pages[i].Length} >>\nstream\n{pages[i]}\nendstream"));
        }
        return Assemble(objects);
    }

    private static string Font(string name) => $"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>";

    private static byte[] Assemble(List<string> objects)
    {
        using MemoryStream file = new();
        // The four bytes above 127 tell programs that the file is not plain text (ISO 32000-1 7.5.2).
        Put(file, "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        List<long> offsets = [];
        for (int i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Position);
            Put(file, string.Create(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n"));
        }
        long table = file.Position;
        Put(file, string.Create(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n"));
        foreach (long offset in offsets)
        {
            Put(file, string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        }
        Put(file, string.Create(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();
    }

    private static void Put(MemoryStream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));
}
