using MudBlazor;

namespace Monitas.BootServer.WebConsole.Layout;

/// <summary>The colours and letters of the console. No font is loaded: each system has a good one.</summary>
internal static class ConsoleTheme
{
    private static readonly string[] Letters = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    /// <summary>The theme.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0f766e",
            Secondary = "#475569",
            Success = "#15803d",
            Warning = "#b45309",
            Error = "#b91c1c",
            Info = "#1d4ed8",
            AppbarBackground = "#0f766e",
            Background = "#f6f8f8",
            TextPrimary = "#16211f",
            TextSecondary = "#4b5a57",
            DrawerText = "#24312f",
            DrawerIcon = "#4b5a57",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#2dd4bf",
            PrimaryContrastText = "#052e2b",
            Secondary = "#94a3b8",
            Success = "#4ade80",
            Warning = "#fbbf24",
            Error = "#f87171",
            Info = "#93c5fd",
            AppbarBackground = "#12201e",
            Background = "#0d1514",
            Surface = "#15211f",
            DrawerBackground = "#111b1a",
            TextPrimary = "#e5efed",
            TextSecondary = "#a7b8b5",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Letters },
            H4 = new H4Typography { FontFamily = Letters, FontSize = "1.6rem", FontWeight = "600" },
            H6 = new H6Typography { FontFamily = Letters, FontSize = "1.05rem", FontWeight = "600" },
            Button = new ButtonTypography { FontFamily = Letters, TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "220px" },
    };
}
