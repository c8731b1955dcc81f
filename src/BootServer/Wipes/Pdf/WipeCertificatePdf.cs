using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Monitas.BootServer.Wipes.Pdf;

/// <summary>A certificate as a PDF to print and file: what it says, and the signature of its JSON. Pure.</summary>
internal static class WipeCertificatePdf
{
    private const double Left = 56;
    private const double ValueLeft = 160;
    private const double Right = PdfFile.PageWidth - 56;
    private const double Top = PdfFile.PageHeight - 70;
    private const double Bottom = 60;
    private const double Size = 10;
    private const double LineHeight = 14;

    /// <summary>The file's bytes.</summary>
    /// <param name="certificate">What it says.</param>
    /// <param name="signature">The signature over its JSON.</param>
    public static byte[] Write(WipeCertificate certificate, byte[] signature)
    {
        List<string> pages = [];
        StringBuilder page = new();
        double y = Top;
        Text(page, "F2", 20, Left, y, "Certificate of erasure");
        y -= 2.5 * LineHeight;
        foreach ((string name, string value) in (IReadOnlyList<(string, string)>)[.. WipeCertificateText.Lines(certificate), ("Signature", Convert.ToBase64String(signature)), .. Closing])
        {
            IReadOnlyList<string> lines = PdfText.Wrap(value, Size, Right - ValueLeft);
            for (int i = 0; i < lines.Count; i++)
            {
                if (y < Bottom)
                {
                    pages.Add(page.ToString());
                    page.Clear();
                    y = Top;
                }
                if (i == 0 && name.Length > 0)
                {
                    Text(page, "F2", Size, Left, y, name);
                }
                Text(page, "F1", Size, ValueLeft, y, lines[i]);
                y -= LineHeight;
            }
            y -= LineHeight / 3;
        }
        pages.Add(page.ToString());
        return PdfFile.Write($"Certificate of erasure {certificate.Number}", pages);
    }

    private static IReadOnlyList<(string, string)> Closing =>
    [
        ("To check it", "The signature is ECDSA over SHA-256 of the certificate's JSON (monitas-server wipe certificate NUMBER --to FILE), by the key of the server's CA named above, in base64."),
    ];

    private static void Text(StringBuilder page, string font, double size, double x, double y, string text) =>
        page.Append(CultureInfo.InvariantCulture, $"BT /{font} {size:0.##} Tf {x:0.##} {y:0.##} Td {PdfText.Literal(text)} Tj ET\n");
}
